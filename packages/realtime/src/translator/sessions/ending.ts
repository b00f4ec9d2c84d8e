/** What EVI would say of how a line ended: a close code, and what is told before it. */
export interface Ending {
  readonly code: number;
  /** Slug of an error after which no other line is tried. */
  readonly slug?: string;
}

/** In EVI: lost, another line may be had; the same, later; unauthorized; closed, and no other line helps. */
const lost = 1012;
const busy = 1013;
const unauthorized = 1008;
const closed = 4000;

/**
 * What the end of a line means. Services close with one code for many causes, so where there is a text it decides.
 *
 * @param why what was said at the end, and just before
 */
export function endingOf(code: number, why: string): Ending {
  if (/session.{0,9}expired|maximum duration|deadline|go.?away/i.test(why)) return { code: lost };
  if (/quota|credit|billing/i.test(why)) return { code: closed, slug: 'out_of_credits' };
  if (/rate.?limit|too.many/i.test(why)) return { code: busy };
  if (/api.?key|invalid_auth|unauthorized|expired|auth.?token/i.test(why))
    return { code: unauthorized };
  if (/not found|not supported|model_not/i.test(why))
    return { code: closed, slug: 'invalid_query' };
  if (code === 1007 || code === unauthorized || code >= 3000) return { code: closed };
  return { code };
}
