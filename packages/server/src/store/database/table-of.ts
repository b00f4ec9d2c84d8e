import type { $Type, BuildColumns, HasDefault, IsPrimaryKey, NotNull } from 'drizzle-orm';
import type {
  SQLiteColumnBuilderBase,
  SQLiteIntegerBuilderInitial,
  SQLiteTableWithColumns,
  SQLiteTextBuilderInitial,
  SQLiteTextJsonBuilderInitial,
} from 'drizzle-orm/sqlite-core';

// What `sqliteTable` makes, written out: a table that other files import needs its type stated.

/** A table with these columns. A column whose name is not its key's has it as its last parameter. */
export type TableOf<
  Name extends string,
  Columns extends Record<string, SQLiteColumnBuilderBase>,
> = SQLiteTableWithColumns<{
  name: Name;
  schema: undefined;
  columns: BuildColumns<Name, Columns, 'sqlite'>;
  dialect: 'sqlite';
}>;

/** `integer().primaryKey()`. */
export type Row = IsPrimaryKey<HasDefault<NotNull<Integer>>>;
/** `integer()`. */
export type Integer<Name extends string = ''> = SQLiteIntegerBuilderInitial<Name>;
/** `text()`. */
export type Text<Name extends string = ''> = SQLiteTextBuilderInitial<
  Name,
  [string, ...string[]],
  Name extends '' ? undefined : number | undefined
>;
/** `text().$type()`. */
export type TextOf<Value, Name extends string = ''> = $Type<Text<Name>, Value>;
/** `text({ mode: 'json' }).$type()`. */
export type Json<Value, Name extends string = ''> = $Type<
  SQLiteTextJsonBuilderInitial<Name>,
  Value
>;
