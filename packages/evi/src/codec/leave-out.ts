import type { FieldError } from './field-error.ts';

type Message = Record<string, unknown>;

/**
 * Takes the part with the fault out of a server's message that can do without it: an optional one, or one that only says
 * something about the message. The words, sound and its order, what a tool is to do, and the ids of a chat are none of them.
 *
 * @param isFault whether there still is a fault in that part
 * @returns the way to the part; undefined where it is essential, and the message is as it was
 */
export function leaveOut(
  message: Message,
  fault: FieldError,
  isFault: (path: string) => boolean,
): string | undefined {
  /** What stands in the place of what the type requires: the first that fits. */
  const substitutes: Message = {
    models: [{}],
    // Without a time nobody knows when it was; a `user_interruption` must stop the sound all the same.
    time: [0, { begin: 0, end: 0 }],
    // Where there are words; else it may be anything.
    'message.role': [
      (message['message'] as Message | null)?.['content'] && String(message['type']).split('_')[0],
    ],
    from_text: [false],
    interim: [false],
    response_required: [true],
    code: [''],
    slug: [''],
    // An error's. Everybody else's is no text.
    message: [''],
  };
  for (let path = fault.path; path && path !== 'message.content';) {
    const names = path.split('.');
    const name = names.pop() ?? '';
    const holder = names.reduce((value, name) => value[name] as Message, message);
    const value = holder[name];
    const fits = (substitute: unknown): boolean => {
      holder[name] = substitute;
      if (substitute === undefined) Reflect.deleteProperty(holder, name);
      return !isFault(path);
    };
    // Some servers measure time in fractions.
    const rounded = typeof value === 'number' && path.startsWith('time') ? [Math.round(value)] : [];
    const own = (substitutes[path] ?? []) as unknown[];
    if ([undefined, ...rounded, ...own].some(fits)) return path;
    fits(value);
    path = names.join('.');
  }
  return undefined;
}
