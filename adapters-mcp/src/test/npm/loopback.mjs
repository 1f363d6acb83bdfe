// Preloaded into a test server: lets it listen on a free port of the loopback address, and say which.
import { Server } from "node:net";

const listen = Server.prototype.listen;

Server.prototype.listen = function (_port, callback) {
  return listen.call(this, 0, "127.0.0.1", () => {
    console.log(`listening on ${this.address().port}`);
    callback?.();
  });
};
