// For tools that don't read `exports`, such as Parcel by default.
export * from './dist/ai-sdk/ui-messages.js';
