/**
 * Waits for a promise of the platform, some of which never settle: an AudioContext that is closed while its device is gone, a
 * module that is fetched from a server which has fallen asleep.
 *
 * @param ms for which it is waited; then it has failed
 */
export function inTime<T>(step: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`Nothing came of it in ${ms} ms.`)), ms);
    void step.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
