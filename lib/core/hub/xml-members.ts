import { SaxesParser } from 'saxes'

/** Nothing that is sent is nested so deeply, and what reads the members of it goes down into each. */
const deepest = 200

type Value = string | Members
interface Members {
  [name: string]: Value | Value[]
}

/** An element that is open: its members so far, and its text. */
interface Open {
  name: string
  members: Members
  text: string
  hasCdata: boolean
}

/**
 * An XML document as members, as upstream makes them (docs/decisions/0067): an element is the text in it, or its attributes
 * under `_attr`, its elements by name and its text under `_`; elements of one name are a list; the first `:` of a name is `-`.
 * Throws for what is no XML, for a document type, whose entities could grow without end, and below 200 levels.
 */
export function xmlMembers(text: string): Members {
  const parser = new SaxesParser()
  const root: Open = opened('', {})
  const open = [root]
  const top = () => open.at(-1) ?? root

  parser.on('error', (error) => {
    throw error
  })
  parser.on('doctype', () => {
    throw new Error('A document type is not read.')
  })
  parser.on('opentag', ({ name, attributes }) => {
    if (open.length > deepest) throw new Error(`Elements are nested more than ${deepest} deep.`)
    open.push(opened(name.replace(':', '-'), attributes))
  })
  parser.on('text', (part) => void (top().text += part))
  parser.on('cdata', (part) => {
    top().text += part
    top().hasCdata = true
  })
  parser.on('closetag', () => {
    const closed = open.pop()
    if (closed) add(top().members, closed.name, valueOf(closed))
  })
  parser.write(text).close()
  return root.members
}

function opened(name: string, attributes: Record<string, string>): Open {
  const members: Members = {}
  const own = Object.entries(attributes).filter(([one]) => one !== '__proto__')
  if (own.length > 0) members._attr = Object.fromEntries(own)
  return { name, members, text: '', hasCdata: false }
}

function valueOf({ members, text, hasCdata }: Open): Value {
  const isEmpty = Object.keys(members).length === 0
  if (isEmpty) return text
  return text.trim() === '' && !hasCdata ? members : { ...members, _: text }
}

function add(members: Members, name: string, value: Value): void {
  // Nothing that is sent reaches into prototypes.
  if (name === '__proto__') return
  const former = Object.hasOwn(members, name) ? members[name] : undefined
  if (former === undefined) members[name] = value
  else if (Array.isArray(former)) former.push(value)
  else members[name] = [former, value]
}
