import { SaxesParser } from 'saxes'
import { archiveRefused } from './archive-refused.ts'

/** An element with its attributes, without what is in it. */
export interface Element {
  name: string
  attributes: Record<string, string | undefined>
}

/** What of a Mule configuration matters here: flows with what they begin with, and the configurations of listeners. */
export interface Configuration {
  flows: (Element & { sources: Element[] })[]
  listeners: Element[]
}

/** No configuration is nested so deeply, and a parser keeps each element that is open. */
const deepest = 200

/**
 * Reads an XML file that is fed in pieces. It keeps what a `Configuration` holds and nothing of the rest, so memory does
 * not follow the number of elements. `write` and `end` throw for text that is no XML; `end` gives undefined for XML that
 * is no Mule configuration. A document type is not read: no configuration has one, and its entities can grow without end.
 */
export function configurationReader(): { write: (text: string) => void; end: () => Configuration | undefined } {
  const parser = new SaxesParser()
  const found: Configuration = { flows: [], listeners: [] }
  let root: string | undefined
  /** For each open element, where the sources among its children go. */
  const open: (Element[] | undefined)[] = []

  parser.on('doctype', () => {
    throw new Error('A document type is not read.')
  })
  parser.on('opentag', ({ name, attributes }) => {
    if (open.length === deepest) throw archiveRefused('its configuration is nested too deeply.')
    root ??= name
    open.push(sourcesIn({ name, attributes }))
  })
  parser.on('closetag', () => void open.pop())

  /** Notes an element that matters, and says where the sources among its children go. */
  function sourcesIn(element: Element): Element[] | undefined {
    const sources = open.at(-1)
    if (root === 'mule' && open.length === 1) {
      if (element.name === 'http:listener-config') found.listeners.push(element)
      if (element.name !== 'flow' && element.name !== 'service') return undefined
      const flow = { ...element, sources: [] }
      found.flows.push(flow)
      return flow.sources
    }
    // Sources stand first in a flow, alone or inside a composite.
    if (element.name === 'composite-source' || element.name === 'inbound') return sources
    if (/(^|:)(inbound-endpoint|listener|poll)$/.test(element.name)) sources?.push(element)
    return undefined
  }

  return {
    write: (text) => void parser.write(text),
    end() {
      parser.close()
      return root === 'mule' ? found : undefined
    },
  }
}
