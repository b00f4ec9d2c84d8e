/** ms of each message that the client says was heard. */
export const heard: number[] = [];
