import type { ConversationItem } from 'openai/resources/realtime/realtime';
import type { PlacedItem } from './response.ts';
import { invalid, isObject, missing } from './settings.ts';
import type { Refusal } from './settings.ts';

const contentOf: Readonly<Record<string, readonly string[]>> = {
  user: ['input_text', 'input_audio', 'input_image'],
  assistant: ['output_text', 'output_audio'],
  system: ['input_text'],
};

/** What the model has in mind, in order. */
export class Conversation {
  readonly placed: PlacedItem[] = [];

  find(id: string): PlacedItem | undefined {
    return this.placed.find((one) => one.id === id);
  }

  /**
   * @param after Default: at the end. `root` is the beginning.
   * @returns the id of the item before it
   */
  place(item: PlacedItem, after?: string): string | null {
    const index =
      after === undefined
        ? this.placed.length
        : this.placed.findIndex(({ id }) => id === after) + 1;
    this.placed.splice(index, 0, item);
    return this.placed[index - 1]?.id ?? null;
  }

  remove(id: string): void {
    this.placed.splice(
      this.placed.findIndex((one) => one.id === id),
      1,
    );
  }

  /** Why an item that the client wants to add can't be. */
  refuses(item: unknown, after: string | undefined): Refusal | undefined {
    if (!isObject(item)) return missing('item');
    const { id, type } = item;
    if (id !== undefined && (typeof id !== 'string' || id.length > 32)) {
      return {
        code: 'string_above_max_length',
        message: "Invalid 'item.id': string too long. Expected a string with maximum length 32.",
        param: 'item.id',
      };
    }
    if (typeof id === 'string' && this.find(id)) {
      return {
        code: 'item_create_duplicate_id',
        message: `Error adding item: an item with id '${id}' already exists.`,
      };
    }
    if (after !== undefined && after !== 'root' && !this.find(after)) {
      return {
        code: 'item_create_invalid_previous_item_id',
        message: `Error adding item: the previous item with id '${after}' does not exist.`,
        param: 'previous_item_id',
      };
    }
    if (type === 'message') return refusedMessage(item);
    if (type === 'function_call') {
      for (const name of ['name', 'arguments']) {
        if (typeof item[name] !== 'string') return missing(`item.${name}`);
      }
      return undefined;
    }
    if (type !== 'function_call_output') {
      return invalid('item.type', type, "'message', 'function_call' and 'function_call_output'");
    }
    if (typeof item['output'] !== 'string') return missing('item.output');
    const called = this.placed.some(
      (one) => one.item.type === 'function_call' && one.item.call_id === item['call_id'],
    );
    return called
      ? undefined
      : {
          code: 'invalid_tool_call_id',
          message: `Tool call ID '${String(item['call_id'])}' not found in conversation.`,
          param: 'item.call_id',
        };
  }

  /** Why an item can't be cut there. */
  refusesCut(id: unknown, contentIndex: unknown, end: unknown): Refusal | undefined {
    const placed = this.find(String(id));
    if (!placed) {
      return {
        code: 'item_truncate_invalid_item_id',
        message: `Error truncating item: the item with id '${String(id)}' does not exist.`,
        param: 'item_id',
      };
    }
    if (!placed.audible) {
      return {
        code: 'invalid_value',
        message: 'Only model output audio messages can be truncated.',
        param: 'item_id',
      };
    }
    if (contentIndex !== 0) return invalid('content_index', contentIndex, '0');
    if (!Number.isInteger(end) || (end as number) < 0) {
      return {
        code: 'invalid_type',
        message: "Invalid type for 'audio_end_ms': expected an integer from 0.",
        param: 'audio_end_ms',
      };
    }
    return (end as number) <= placed.duration && placed.duration > 0
      ? undefined
      : {
          code: 'invalid_value',
          message: `Audio content of ${placed.duration}ms is already shorter than ${String(end)}ms`,
          param: 'audio_end_ms',
        };
  }
}

function refusedMessage(item: Readonly<Record<string, unknown>>): Refusal | undefined {
  const { role, content } = item;
  const allowed = contentOf[String(role)];
  if (!allowed) return invalid('item.role', role, "'user', 'assistant' and 'system'");
  if (!Array.isArray(content) || content.length === 0) return missing('item.content');
  for (const [index, part] of content.entries()) {
    const type = isObject(part) ? part['type'] : undefined;
    const param = `item.content[${index}].type`;
    if (!allowed.includes(String(type))) {
      return invalid(param, type, allowed.map((one) => `'${one}'`).join(' and '));
    }
    if (String(type).endsWith('_text') && typeof (part as { text?: unknown }).text !== 'string') {
      return missing(`item.content[${index}].text`);
    }
  }
  return undefined;
}

/** The same without what the model said in it, which it has forgotten. */
export function withoutWords(item: ConversationItem): ConversationItem {
  return { ...item, content: [{ type: 'output_audio' }] } as ConversationItem;
}
