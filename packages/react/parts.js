// For tools that don't read `exports`, such as Parcel by default.
export * from './dist/parts.js';
