/** That a tenant has run flows: the sweep asks after the runs of these. */
export interface RunTenant {
  tenant: string
}
