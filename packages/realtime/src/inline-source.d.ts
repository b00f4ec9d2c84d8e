declare module '*?inline-source' {
  /** The module and all it imports as one self-contained, minified script. */
  const source: string;
  export default source;
}
