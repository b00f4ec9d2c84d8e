/** Of a process: how long its first thread has run, and how long the machine had no processor for it or for whoever asks. In ms. */
export interface ProcessorTime {
  ran: number;
  starved: number;
}

export declare function ranAndStarvedMs(which: number | string): ProcessorTime;

export declare function meter(
  pid: number | undefined,
  others: boolean,
): { others: boolean; read: () => ProcessorTime };
