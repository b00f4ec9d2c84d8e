declare module 'vivavoce-before' {
  export { VoiceClient } from '@vivavoce/core';
}
