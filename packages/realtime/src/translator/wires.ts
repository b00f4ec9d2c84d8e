import type { ClientEvent } from './contract.ts';

/** How the parts of a connection reach both its sides. */
export interface Wires {
  /** Which connection of the conversation it is, from 1: ids of several are kept apart by it. */
  readonly number: number;
  /** A message of EVI, to the session. */
  readonly tell: (message: object) => void;
  readonly send: (event: ClientEvent) => void;
  /** An id by which what is sent may be refused. */
  readonly nextId: () => string;
  /** Whether the user waits may be another than was told. @param anyway the session may think otherwise by itself */
  readonly expect: (anyway?: boolean) => void;
}
