// What the provider knows, in memory. Its own store in memory forgets the oldest entry of a thousand.
const GRANTED = new Set(["AccessToken", "AuthorizationCode", "RefreshToken"]);

export class Store {
  #entries = new Map();
  #ofGrants = new Map();

  // A function that makes the adapter of one of the provider's models.
  adapter = (model) => {
    const key = (id) => `${model}:${id}`;
    const find = async (id) => this.#entries.get(key(id));
    return {
      find,
      findByUid: async (uid) => this.#entries.get(`uid:${uid}`),
      findByUserCode: async () => undefined,
      upsert: async (id, payload, expiresIn) => {
        this.#put(key(id), payload, expiresIn);
        if (model === "Session") {
          this.#put(`uid:${payload.uid}`, payload, expiresIn);
        }
        if (GRANTED.has(model) && payload.grantId) {
          const keys = this.#ofGrants.get(payload.grantId) ?? new Set();
          this.#ofGrants.set(payload.grantId, keys.add(key(id)));
        }
      },
      consume: async (id) => {
        this.#entries.get(key(id)).consumed = Math.floor(Date.now() / 1000);
      },
      destroy: async (id) => {
        this.#entries.delete(key(id));
      },
      revokeByGrantId: async (grantId) => {
        for (const of of this.#ofGrants.get(grantId) ?? []) {
          this.#entries.delete(of);
        }
        this.#ofGrants.delete(grantId);
      },
    };
  };

  clear() {
    this.#entries.clear();
    this.#ofGrants.clear();
  }

  #put(key, payload, expiresIn) {
    this.#entries.set(key, payload);
    if (expiresIn) {
      // Some seconds later, so that an entry that has expired is not one that never was.
      setTimeout(() => this.#entries.delete(key), (expiresIn + 10) * 1000).unref();
    }
  }
}
