import { inspect } from 'node:util';

/** Something whoever runs the server should know of. */
export interface LogEntry {
  /** `info`: what went as it should, such as a Chat that begins. */
  level: 'info' | 'warning' | 'error';
  /** What happened, in one line, without what a client sent or any key. */
  message: string;
  /** What was thrown, if anything was. */
  error?: unknown;
  /** The Chat it happened in, if it happened in one. */
  chatId?: string;
  /** The turn it is about, if it is about one. */
  turnId?: string;
}

/** Takes what is to be known. */
export type Log = (entry: LogEntry) => void;

/** Writes each entry as one line to the standard error stream. */
export function logToStderr(entry: LogEntry): void {
  process.stderr.write(`${logLine(entry)}\n`);
}

/** Writes each entry as one line of JSON to the standard error stream. */
export function logAsJson(entry: LogEntry): void {
  process.stderr.write(`${jsonLine(entry)}\n`);
}

/** An entry as one line of JSON: `time`, `level`, `message`, and where there are such `chat_id`, `turn_id` and `error`. */
export function jsonLine({ level, message, chatId, turnId, error }: LogEntry): string {
  return JSON.stringify({
    time: new Date().toISOString(),
    level,
    message,
    ...(chatId !== undefined && { chat_id: chatId }),
    ...(turnId !== undefined && { turn_id: turnId }),
    ...(error !== undefined && { error: errorText(error) }),
  });
}

/** An entry as one line: nothing that came from outside can begin a line of its own. */
export function logLine({ level, message, error }: LogEntry): string {
  const line = `${level}: ${message}${error === undefined ? '' : `: ${errorText(error)}`}`;
  return line.replace(/\s*\n\s*/g, ' | ').replace(/\p{Cc}/gu, ' ');
}

function errorText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : inspect(error);
}

/**
 * A log in which these secrets are blacked out, wherever they turn up, those too that are added to the list later. What it throws goes
 * nowhere: whoever has something to tell is in trouble already.
 */
export function scrubbed(given: Log, secrets: readonly string[]): Log {
  const log: Log = (entry) => {
    try {
      given(entry);
    } catch {
      // There is no other place to tell it.
    }
  };
  const clean = (text: string) =>
    secrets.reduce((rest, secret) => (secret === '' ? rest : rest.replaceAll(secret, '…')), text);
  return ({ error, ...entry }) => {
    const message = clean(entry.message);
    if (error === undefined) return log({ ...entry, message });
    const shown = new Error(clean(error instanceof Error ? error.message : inspect(error)));
    if (error instanceof Error) {
      shown.name = error.name;
      if (error.stack !== undefined) shown.stack = clean(error.stack);
    }
    log({ ...entry, message, error: shown });
  };
}
