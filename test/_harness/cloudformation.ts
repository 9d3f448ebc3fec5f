import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec'
import type { PropertyType, ResourceProperties } from '@aws-cdk/service-spec-types'
import type { Resource } from './synthesis.ts'

const spec = loadAwsServiceSpecSync()

/** What CloudFormation knows of a type of resource. */
export const typeOf = (name: string) => spec.lookup('resource', 'cloudFormationType', 'equals', name)[0]

/** What CloudFormation's schemas say against a resource: unknown or missing properties, and values of another type. */
export function complaintsOf(id: string, { Type, Properties = {} }: Resource): string[] {
  // A resource of the CDK's own is whatever its provider makes of it.
  if (Type.startsWith('Custom::')) return []
  const type = typeOf(Type)
  return type ? ofProperties(`${id} (${Type})`, type.properties, Properties) : [`${id}: there is no type ${Type}`]
}

function ofProperties(at: string, known: ResourceProperties, given: Record<string, unknown>): string[] {
  const missing = Object.entries(known)
    .filter(([name, { required }]) => required && given[name] === undefined)
    .map(([name]) => `${at}: ${name} is missing`)
  return Object.entries(given).reduce((complaints, [name, value]) => {
    const property = known[name]
    const found = property ? ofValue(`${at}.${name}`, property.type, value) : [`${at}: there is no ${name}`]
    return [...complaints, ...found]
  }, missing)
}

function ofValue(at: string, type: PropertyType, value: unknown): string[] {
  if (isIntrinsic(value)) return []
  const wrong = (isRight: boolean) => (isRight ? [] : [`${at}: ${JSON.stringify(value)} is no ${type.type}`])
  switch (type.type) {
    case 'string':
    case 'date-time':
      return wrong(typeof value === 'string')
    case 'number':
      return wrong(typeof value === 'number')
    case 'integer':
      return wrong(Number.isInteger(value))
    case 'boolean':
      return wrong(typeof value === 'boolean')
    case 'array':
      if (!Array.isArray(value)) return wrong(false)
      return value.flatMap((each, index) => ofValue(`${at}[${index}]`, type.element, each))
    case 'map':
      if (!isRecord(value)) return wrong(false)
      return Object.entries(value).flatMap(([name, each]) => ofValue(`${at}.${name}`, type.element, each))
    case 'ref':
      if (!isRecord(value)) return wrong(false)
      return ofProperties(at, spec.get('typeDefinition', type.reference.$ref).properties, value)
    case 'union': {
      const tries = type.types.map((one) => ofValue(at, one, value))
      return tries.some((complaints) => complaints.length === 0) ? [] : (tries[0] ?? [])
    }
    default:
      return []
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

/** A value that is known only when the stack is deployed. */
const isIntrinsic = (value: unknown): boolean =>
  isRecord(value) && Object.keys(value).length === 1 && /^(Ref|Fn::.*)$/.test(Object.keys(value)[0] ?? '')
