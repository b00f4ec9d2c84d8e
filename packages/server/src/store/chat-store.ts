import type { Turn } from '../speech/responder.ts';

/** A Chat that was opened in the store. */
export interface StoredChat {
  chatId: string;
  chatGroupId: string;
  /** What was said in the Chat Group before, oldest first. */
  history: readonly Turn[];
}

/** Where Chats are kept. */
export interface ChatStore {
  /**
   * Opens a Chat: in a new Chat Group, or in the one to resume.
   *
   * @returns undefined when there is no such Chat Group.
   */
  open(resumedChatGroupId?: string): Promise<StoredChat | undefined>;
  /** Keeps what was said. */
  append(chatGroupId: string, turn: Turn): Promise<void>;
}
