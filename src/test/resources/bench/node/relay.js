// Joins who upgrades on /7/a with who does on /7/b and passes on each message as it is.
import { WebSocketServer } from 'ws';

const waiting = new Map();

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false, maxPayload: 1 << 20 });

server.on('listening', () => console.log(`started on port ${server.address().port}`));

server.on('connection', (socket, request) => {
  const pair = request.url.substring(0, request.url.lastIndexOf('/'));
  const other = waiting.get(pair);
  if (other === undefined) {
    waiting.set(pair, socket);
    return;
  }
  waiting.delete(pair);
  forward(socket, other);
  forward(other, socket);
});

function forward(from, to) {
  from.on('message', (data, isBinary) => to.send(data, { binary: isBinary }));
  from.on('close', () => to.close());
}
