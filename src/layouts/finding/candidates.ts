import { SessionAdminError, type OptionName } from '../../errors.js';
import type { Layout } from '../contract.js';
import { customLayout, namedForms, type CustomColumns } from '../custom.js';
import { factNames } from '../facts.js';
import { layouts } from '../registry.js';
import { columnParts, renamed } from '../rename.js';
import type { LayoutData } from '../file/schema.js';
import type { ExpiryFormatName, LayoutName } from '../../session.js';

/** What the caller says of a table's layout. */
export interface LayoutChoice {
  /** The layout; by default, or as `auto`, it is told from the columns and a few rows. */
  layout?: LayoutName | 'auto';
  /** The columns of the layout `custom`, or other names for those of the layout that is given. */
  columns?: Partial<CustomColumns>;
  /** How the layout `custom` writes its expiry. */
  expiryFormat?: ExpiryFormatName;
  /** A layout of the caller's own, in place of a known one: the path of a JSON file, or its data. */
  layoutFile?: string;
  layoutData?: LayoutData;
}

/**
 * The layouts that a table may have: every known one, or what the caller `named`.
 *
 * Throws `INVALID_ARGUMENT` for what does not go together.
 */
export async function candidatesOf(
  choice: LayoutChoice,
): Promise<{ candidates: Layout[]; isNamed: boolean }> {
  const { layout = 'auto', layoutFile, layoutData, columns } = choice;
  if (columns?.revoked !== undefined && columns.marks !== undefined)
    throw invalid('revoked and marks are one column: name it as one of them', 'columns');
  if ((layoutFile ?? layoutData) !== undefined) {
    return { candidates: [await ownLayout(choice)], isNamed: true };
  }
  if (layout === 'custom') return { candidates: [ownColumns(choice)], isNamed: true };
  if (choice.expiryFormat !== undefined) {
    throw invalid(
      'an expiry format is for a table of your own: give it with the layout custom, or leave it out',
      'layout',
    );
  }
  if (layout !== 'auto') {
    const candidates = layouts[layout].map((known) => renamedBy(known, columns));
    return { candidates, isNamed: true };
  }
  if (columns === undefined) return { candidates: Object.values(layouts).flat(), isNamed: false };
  throw invalid(
    'names of columns say nothing by themselves: give them with the layout custom, or with that whose columns have other names',
    'layout',
  );
}

function ownColumns({ columns: { token, ...others } = {}, expiryFormat }: LayoutChoice): Layout {
  if (token !== undefined) return customLayout({ token, ...others }, expiryFormat);
  throw invalid(
    'the layout custom needs to know its columns: give their names as token=…,data=…,expiry=…',
    'columns',
  );
}

async function ownLayout({
  layout = 'auto',
  layoutFile,
  layoutData,
  columns,
  expiryFormat,
}: LayoutChoice): Promise<Layout> {
  if (layout !== 'auto' || (layoutFile !== undefined && layoutData !== undefined)) {
    throw invalid('choose one layout: a known one, or one of your own', 'layout', 'layoutFile');
  }
  const { layoutOf, readLayoutFile } = await import('../file/read.js');
  const own = layoutFile === undefined ? layoutOf(layoutData) : await readLayoutFile(layoutFile);
  return withFormat(renamedBy(own, columns), expiryFormat);
}

/** A layout whose columns the caller calls otherwise. */
export function renamedBy(layout: Layout, columns: LayoutChoice['columns']): Layout {
  if (columns === undefined) return layout;
  const parts = [...columnParts, ...factNames];
  const { marks, revoked = marks } = columns;
  const given = parts.flatMap((part) => {
    const name = part === 'revoked' ? revoked : columns[part];
    return name === undefined ? [] : [[part, [name]] as const];
  });
  const now = renamed(layout, Object.fromEntries(given));
  // What was named must be there.
  const also = [columns.user, revoked, ...factNames.map((name) => columns[name])];
  return {
    ...now,
    ...(marks !== undefined && { logout: 'marks' as const }),
    columns: {
      ...now.columns,
      // Of a column that the framework has not, its type and its name tell what it says.
      ...(layout.columns.revoked.length === 0 && { revokedForm: 'told' as const }),
      also: [...new Set([...now.columns.also, ...also.filter((name) => name !== undefined)])],
    },
  };
}

const withFormat = (layout: Layout, format: LayoutChoice['expiryFormat']): Layout =>
  format === undefined
    ? layout
    : { ...layout, expiry: { ...layout.expiry, form: namedForms[format] } };

const invalid = (message: string, ...options: OptionName[]): SessionAdminError =>
  new SessionAdminError('INVALID_ARGUMENT', message, { options });
