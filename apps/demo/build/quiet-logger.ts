import { createLogger } from 'vite';
import type { Logger } from 'vite';

/** What the proxy tells of a page that was closed, or a browser that was killed, in the middle of a call. */
const goneClient = /ws proxy (socket )?error:[^]*\b(EPIPE|ECONNRESET)\b/;

/** Vite's logger, but for the stack trace of each page that is closed in a call: nobody can do anything about that. */
export function quietLogger(logger: Logger = createLogger()): Logger {
  const tell = logger.error.bind(logger);
  logger.error = (message, options) => {
    if (!goneClient.test(message)) tell(message, options);
  };
  return logger;
}
