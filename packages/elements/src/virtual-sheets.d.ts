/** The kit's stylesheet, split by `build/sheets.ts`. */
declare module 'virtual:sheets' {
  /** Rules for the page: they set inherited custom properties. */
  export const pageSheet: string;
  /** All others, for a shadow root. */
  export const shadowSheet: string;
}
