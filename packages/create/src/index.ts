export { createApp } from './create-app.ts';
export type { CreatedApp, CreateOptions } from './create-app.ts';
export { CreateError } from './create-error.ts';
export type { CreateReason } from './create-error.ts';
export type { Framework, Partner } from './choices.ts';
export type { Templates } from './templates.ts';
