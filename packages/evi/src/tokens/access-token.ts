import type * as v from 'valibot';
import { findFieldError } from '../codec/field-error.ts';
import { Misfit } from '../client/http.ts';
import { double, string, tolerant } from '../schema.ts';

/** A short-lived token for a browser, as EVI's token address answers it. `expires_in` is in seconds. */
export const AccessToken = tolerant({ access_token: string, expires_in: double });
/** A short-lived token for a browser, as EVI's token address answers it. `expires_in` is in seconds. */
export type AccessToken = v.InferOutput<typeof AccessToken>;

/** Reads a token from an answer's text. */
export function readAccessToken(text: string): AccessToken {
  const json: unknown = JSON.parse(text);
  const fault = findFieldError(AccessToken, json);
  if (fault) throw new Misfit(fault.detail);
  return json as AccessToken;
}
