// Preloaded into a test server: lets it listen on the loopback address, at LISTEN_PORT or else a free
// port, and say at which.
import { Server } from "node:net";

const listen = Server.prototype.listen;

Server.prototype.listen = function (_port, callback) {
  return listen.call(this, Number(process.env.LISTEN_PORT ?? 0), "127.0.0.1", () => {
    console.log(`listening on ${this.address().port}`);
    callback?.();
  });
};
