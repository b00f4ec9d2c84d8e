/** A longer utterance is a question, a shorter one an interruption. In samples of 16 kHz. */
const longestInterruption = 2.2 * 16_000;

/**
 * A recogniser that costs nothing and hears one of two things, by the length of what was said: what is measured is the
 * server round it.
 *
 * @returns {import('@vivavoce/server').Recogniser}
 */
export function scriptedRecogniser() {
  return {
    name: 'scripted',
    vocabulary: 'open',
    open() {
      let length = 0;
      return {
        push(samples) {
          length += samples.length;
        },
        finish: () =>
          Promise.resolve({
            kind: 'words',
            text: length > longestInterruption ? 'tell me a long story' : 'please stop',
          }),
        cancel() {},
      };
    },
    close: () => Promise.resolve(),
  };
}
