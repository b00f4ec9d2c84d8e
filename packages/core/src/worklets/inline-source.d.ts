declare module '*?inline-bytes' {
  /** The bytes of a file, as base64. */
  const base64: string;
  export default base64;
}

declare module '*?inline-source' {
  /** The module and all it imports as one self-contained, minified script. */
  const source: string;
  export default source;
}
