import * as v from 'valibot';
import { open, string, tolerant } from '../schema.ts';

/** The events a webhook may ask for. */
export const PostedWebhookEventType = v.picklist(['chat_started', 'chat_ended', 'tool_call']);
/** The events a webhook may ask for. */
export type PostedWebhookEventType = v.InferOutput<typeof PostedWebhookEventType>;

/** Where to send which events; an https address. */
export const PostedWebhookSpec = tolerant({
  url: string,
  events: v.array(open(PostedWebhookEventType)),
});
/** Where to send which events; an https address. */
export type PostedWebhookSpec = v.InferOutput<typeof PostedWebhookSpec>;

/** The events a webhook gets. */
export const ReturnWebhookEventType = v.picklist(['chat_started', 'chat_ended', 'tool_call']);
/** The events a webhook gets. */
export type ReturnWebhookEventType = v.InferOutput<typeof ReturnWebhookEventType>;

/** Where which events are sent. */
export const ReturnWebhookSpec = tolerant({
  url: string,
  events: v.array(open(ReturnWebhookEventType)),
});
/** Where which events are sent. */
export type ReturnWebhookSpec = v.InferOutput<typeof ReturnWebhookSpec>;
