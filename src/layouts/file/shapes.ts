/** The part of JSON Schema that layouts in files are checked against. */
export interface Schema {
  readonly description?: string;
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'boolean' | 'null';
  readonly enum?: readonly string[];
  /** One for each type of value that may stand there. */
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** What is of a schema. */
export type Said<S> = S extends { anyOf: readonly (infer One)[] }
  ? Said<One>
  : S extends { enum: readonly (infer Name)[] }
    ? Name
    : S extends { type: 'array'; items: infer Item }
      ? readonly Said<Item>[]
      : S extends { properties: infer All; required: infer Needed extends readonly string[] }
        ? { readonly [Key in keyof All]?: Said<All[Key]> } & {
            readonly [Key in keyof All & Needed[number]]: Said<All[Key]>;
          }
        : S extends { type: infer Type extends keyof Plain }
          ? Plain[Type]
          : never;

interface Plain {
  string: string;
  integer: number;
  boolean: boolean;
  null: null;
}

const mostItems = 100;
const longestText = 200;

/** Nothing that is not named is taken. */
export const object = <
  const All extends Readonly<Record<string, Schema>>,
  const Needed extends readonly (keyof All & string)[] = readonly [],
>(
  properties: All,
  description: string,
  ...required: Needed
) => ({ type: 'object', description, properties, required, additionalProperties: false }) as const;

export const listOf = <const Item extends Schema>(items: Item, description: string, minItems = 0) =>
  ({ type: 'array', description, items, minItems, maxItems: mostItems }) as const;

export const oneOf = <const Names extends readonly string[]>(names: Names, description: string) =>
  ({ type: 'string', description, enum: names }) as const;

export const text = (
  description: string,
  { maxLength = longestText, ...more }: { maxLength?: number; pattern?: string } = {},
) => ({ type: 'string', description, minLength: 1, maxLength, ...more }) as const;

/** What may also be said not to be. */
export const orNull = <const S extends Schema>(schema: S) =>
  ({ anyOf: [schema, { type: 'null' }] }) as const;

export const flag = (description: string) => ({ type: 'boolean', description }) as const;
