/** What some work cost at the table. */
export interface Cost {
  requests: string[]
  units: number
  /** Units of transactions. */
  written: number
  /** Items written, those of the local runner's own state left out. */
  writes: number
  /** The same by what they are for, with their units. */
  of: Record<'orders' | 'leases' | 'reports', { items: number; units: number }>
}

/** The requests of a cost by their kind, and its units. */
export const counted = ({ requests, units }: Cost): string => {
  const by = Map.groupBy(requests, (action) => action)
  return `${requests.length} requests (${[...by].map(([action, all]) => `${all.length} ${action}`).join(', ')}), ${units} units`
}

/** Counts what reaches the engine while `work` runs. */
export async function costOf(
  engine: { pass: (target: string, body: string) => Promise<{ status: number; body: string }> },
  work: () => Promise<unknown>,
): Promise<Cost> {
  const none = () => ({ items: 0, units: 0 })
  const of = { orders: none(), leases: none(), reports: none() }
  const cost: Cost = { requests: [], units: 0, written: 0, writes: 0, of }
  const { pass } = engine
  engine.pass = async (target, body) => {
    if (!target.startsWith('DynamoDB_')) return pass(target, body)
    const answer = await pass(
      target,
      JSON.stringify({ ...(JSON.parse(body) as object), ReturnConsumedCapacity: 'TOTAL' }),
    )
    const { ConsumedCapacity } = JSON.parse(answer.body) as {
      ConsumedCapacity?: { CapacityUnits: number } | { CapacityUnits: number }[]
    }
    const action = target.split('.')[1] ?? ''
    const items =
      action === 'TransactWriteItems'
        ? (JSON.parse(body) as { TransactItems: unknown[] }).TransactItems.length
        : /^(Put|Update|Delete)Item$/.test(action)
          ? 1
          : 0
    cost.requests.push(action)
    const units = [ConsumedCapacity ?? []].flat().reduce((sum, one) => sum + one.CapacityUnits, 0)
    cost.units += units
    if (action === 'TransactWriteItems') cost.written += units
    // A check-in's renewal of its own lease is the agent's rhythm, not the rollout's doing.
    if (!body.includes('"#intervalSeconds"')) {
      cost.writes += items
      const what = body.includes('"sluice-liveness"') ? 'leases' : body.includes('"#observed"') ? 'reports' : 'orders'
      if (items > 0) {
        of[what].items += items
        of[what].units += units
      }
    }
    return answer
  }
  try {
    await work()
  } finally {
    engine.pass = pass
  }
  return cost
}
