declare module 'virtual:gallery-reference' {
  const reference: unknown;
  export default reference;
}
