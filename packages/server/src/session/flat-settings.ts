import { decodeClientMessage } from '@vivavoce/evi';
import type { SessionSettings } from '@vivavoce/evi';
import { variableTexts } from '../text/variable-texts.ts';

/** Where published samples of the control plane lay the settings. To the specification it is an unknown field. */
const within = 'session_settings';
/** What these call `language_model_api_key`. Under an unknown name a key would be recorded, and told. */
const keyElsewhere = 'supplemental_language_model_api_key';

/** Settings as the specification has them, their variables as they were written; or what is wrong with them. */
export type FlatSettings =
  { settings: SessionSettings; variables?: Record<string, string> | undefined } | { wrong: string };

/**
 * Takes settings also where they lie in a field `session_settings` of the message. What stands beside that field goes before.
 *
 * @param json - the text that the message was read from.
 */
export function flatSettings(message: SessionSettings, json: string): FlatSettings {
  const { [within]: inner, ...outer } = message as SessionSettings & Record<string, unknown>;
  const variables = variableTexts(outer, json);
  if (inner == null) return withItsKey(outer, variables);
  if (typeof inner !== 'object' || Array.isArray(inner)) {
    return { wrong: `${within} is no object, where settings are expected` };
  }
  const read = decodeClientMessage(JSON.stringify({ ...inner, type: message.type }));
  if (read.kind === 'malformed') return { wrong: `${within}.${read.error.detail}` };
  const innerVariables = variableTexts(inner, json, within);
  const all = { ...innerVariables, ...variables };
  return withItsKey({ ...inner, ...outer }, variables || innerVariables ? all : undefined);
}

function withItsKey(
  settings: SessionSettings & Record<string, unknown>,
  variables?: Record<string, string>,
): FlatSettings {
  const { [keyElsewhere]: key, ...rest } = settings;
  if (key == null) return { settings: rest, variables };
  if (typeof key !== 'string') return { wrong: `${keyElsewhere} is no text` };
  return { settings: { language_model_api_key: key, ...rest }, variables };
}
