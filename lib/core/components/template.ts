import { StepError } from '../runs/step-error.ts'

/**
 * Templates: `${message.order.id}` in a text stands for a value. There are paths and nothing else, so that a message can
 * never bring code or other values with it: they begin with one of the names that are given, and go on with `.name`, with
 * `.0` in a list, or with `["any name"]`. Only what a value has itself is found, never what every object has. `$${` is a
 * `${` that begins no template.
 */
export type TemplateValues = Readonly<Record<string, unknown>>

const template = /\$\$\{|\$\{([^{}]*)\}/g
const onlyTemplate = /^\$\{([^{}]*)\}$/
const path = /^[\w-]+(\.[\w-]+|\["[^"\]]*"\])*$/
const deepest = 100

/**
 * A text with its templates filled in: texts as they are, anything else as its JSON. `encode` is what else is done to each
 * value that is filled in. Throws a `StepError` for a template that is no path, and for one that finds nothing.
 */
export const fillText = (text: string, values: TemplateValues, encode = (value: string) => value): string =>
  text.replace(template, (_all, inner: string | undefined) =>
    inner === undefined ? '${' : encode(textOf(valueAt(inner, values))),
  )

/**
 * Any JSON with the templates in its texts filled in; names of members stay as they are. A text that is one template
 * and nothing else becomes the value, whatever it is.
 */
export function fill(value: unknown, values: TemplateValues, depth = 0): unknown {
  if (depth > deepest) throw new StepError(`The settings are nested more than ${deepest} levels deep.`)
  if (typeof value === 'string') {
    const only = onlyValueIn(value)
    return only === undefined ? fillText(value, values) : valueAt(only, values)
  }
  if (Array.isArray(value)) return value.map((one) => fill(one, values, depth + 1))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, fill(one, values, depth + 1)]))
}

/** The path in a text that is one template and nothing else. */
export const onlyValueIn = (text: string): string | undefined => onlyTemplate.exec(text)?.[1]

/** What stands in a text before its first template. */
export const literalBeginning = (text: string): string => text.slice(0, text.search(/\$\{|$/))

/** What a path finds. Throws a `StepError` when it is no path, or there is nothing. */
export function valueAt(text: string, values: TemplateValues): unknown {
  const inner = text.trim()
  if (!path.test(inner))
    throw new StepError(`\${${inner.slice(0, 100)}} is no template: it must be like \${message.order.id}.`)
  const found = findAt(inner, values)
  if (found === undefined) throw new StepError(`There is no ${inner}.`)
  return found
}

/** What a path of own members finds in a value; undefined when it finds nothing or is no path. */
export function findAt(text: string, value: unknown): unknown {
  if (!path.test(text)) return undefined
  const names = [...text.matchAll(/\["([^"\]]*)"\]|[\w-]+/g)].map(([name, quoted]) => quoted ?? name)
  return names.reduce<unknown>((found, name) => memberOf(found, name), value)
}

function memberOf(value: unknown, name: string): unknown {
  if (value === null || typeof value !== 'object' || !Object.hasOwn(value, name)) return undefined
  // The length of a list is its own, and no element.
  if (Array.isArray(value) && !/^\d+$/.test(name)) return undefined
  return (value as Record<string, unknown>)[name]
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
