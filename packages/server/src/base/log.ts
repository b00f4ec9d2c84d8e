import { inspect } from 'node:util';

/** Something whoever runs the server should know of. */
export interface LogEntry {
  level: 'warning' | 'error';
  /** What happened, in one line, without what a client sent or any key. */
  message: string;
  /** What was thrown, if anything was. */
  error?: unknown;
  /** The Chat it happened in, if it happened in one. */
  chatId?: string;
}

/** Takes what is to be known. */
export type Log = (entry: LogEntry) => void;

/** Writes each entry as one line to the standard error stream. */
export function logToStderr(entry: LogEntry): void {
  process.stderr.write(`${logLine(entry)}\n`);
}

/** Writes each entry as one line of JSON to the standard error stream: `time`, `level`, `message`, and where there are such `chat_id` and `error`. */
export function logAsJson({ level, message, chatId, error }: LogEntry): void {
  const line = {
    time: new Date().toISOString(),
    level,
    message,
    ...(chatId !== undefined && { chat_id: chatId }),
    ...(error !== undefined && { error: errorText(error) }),
  };
  process.stderr.write(`${JSON.stringify(line)}\n`);
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
