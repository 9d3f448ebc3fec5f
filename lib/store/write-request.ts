/** One write of a request, and what its refusal means given the item that stood in the way. */
export interface WriteRequest {
  request: Record<string, unknown> & { TableName: string; ConditionExpression?: string }
  kind: 'Put' | 'Update' | 'Delete' | 'ConditionCheck'
  refuse: (standing?: Record<string, unknown>) => Error
}
