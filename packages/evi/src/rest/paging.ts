import * as v from 'valibot';
import { integer } from '../schema.ts';

/** `ASC`: the oldest first; `DESC`: the latest first. */
export const PaginationDirection = v.picklist(['ASC', 'DESC']);

/** Where a page stands among the others. */
export const pageEntries = { page_number: integer, page_size: integer, total_pages: integer };
