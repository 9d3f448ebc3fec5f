/** The one step of a flow that AppFlow made, and the component that moves its records. */
export const transferStepId = 'transfer'
export const transferComponent = 's3-transfer'
