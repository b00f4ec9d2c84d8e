import axe from 'axe-core';

/** What axe finds wrong, by rule. jsdom has no layout and no colours, so what needs those is for a real browser. */
export async function violations(element: Element): Promise<string[]> {
  const results = await axe.run(element, { rules: { 'color-contrast': { enabled: false } } });
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}
