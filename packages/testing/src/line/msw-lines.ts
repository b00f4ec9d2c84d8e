import { ws } from 'msw';
import type { WebSocketHandler, WebSocketLink } from 'msw';
import type { LineTaker } from './service-line.ts';

/**
 * Puts a service behind msw, at one of its addresses.
 *
 * @param address scheme, host and path, as msw matches it
 */
export function mswLines(service: LineTaker, address: string | RegExp): WebSocketHandler {
  return linkTo(address).addEventListener('connection', ({ client, info }) => {
    if (service.refuses(client.url) !== undefined) {
      // Closed before it opens: all that a browser tells of a handshake that failed.
      client.close(1006);
      return;
    }
    service.take({
      url: client.url,
      protocols: [info.protocols ?? []].flat(),
      authorization: undefined,
      send: (frame) => client.send(typeof frame === 'string' ? frame : received(client, frame)),
      close: (code, reason) => client.close(code, reason),
      onFrame: (listener) =>
        client.addEventListener('message', ({ data }) => {
          if (typeof data === 'string') listener(data);
          else if (data instanceof Blob) {
            throw new TypeError('Failed to read a frame: because it is a Blob.');
          } else listener(bytesOf(data));
        }),
      onEnd: (listener) =>
        client.addEventListener('close', ({ code, reason }) => listener({ code, reason })),
    });
  });
}

/** Bytes in the form in which the socket of the client wants them, which msw leaves to the sender. */
function received(client: object, bytes: Uint8Array): ArrayBuffer | Blob {
  const { socket } = client as { socket?: { readonly binaryType: string } };
  const copy = bytes.slice();
  return socket?.binaryType === 'arraybuffer' ? copy.buffer : new Blob([copy]);
}

function bytesOf(data: ArrayBufferLike | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}

// A link listens to a channel of msw's for as long as the process lives, so there is one for each address.
const links = new Map<string, WebSocketLink>();

function linkTo(address: string | RegExp): WebSocketLink {
  const key = String(address);
  const link = links.get(key) ?? ws.link(address);
  links.set(key, link);
  return link;
}
