import * as v from 'valibot';

/** Who a chat message is from. Source: `Role` in the specification. */
export const Role = v.picklist(['assistant', 'system', 'user', 'all', 'tool', 'context']);
/** Who a chat message is from. */
export type Role = v.InferOutput<typeof Role>;
