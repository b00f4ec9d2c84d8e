import { reference } from './reference.ts';
import type { ReactNode } from 'react';
import { Prose } from './Prose.tsx';

/** What a component takes, as its types say. */
export function PropsTable({ component }: { readonly component: string }): ReactNode {
  const found = reference[component];
  if (!found) return null;
  const { element, props } = found;
  return (
    <section aria-labelledby="props">
      <h2 id="props">Props</h2>
      {props.length > 0 && (
        <div className="props" role="group" aria-label="Table of props" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">Prop</th>
                <th scope="col">Type</th>
                <th scope="col">Default</th>
                <th scope="col">Description</th>
              </tr>
            </thead>
            <tbody>
              {props.map((prop) => (
                <tr key={prop.name}>
                  <th scope="row">
                    <code>{prop.name}</code>
                    {prop.required && ' (required)'}
                  </th>
                  <td>
                    <code>{prop.type}</code>
                  </td>
                  <td>{prop.default === undefined ? '–' : <Prose text={prop.default} />}</td>
                  <td>
                    <Prose text={prop.description} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {element && (
        <p>
          It also takes every prop of a <code>{`<${element.tag}>`}</code>
          {element.without.length > 0 && (
            <>
              {' '}
              except <Prose text={element.without.map((name) => `\`${name}\``).join(', ')} />
            </>
          )}
          , and a <code>ref</code>.
        </p>
      )}
    </section>
  );
}
