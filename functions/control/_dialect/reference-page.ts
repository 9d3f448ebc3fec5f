/** The page around openapi-explorer: one dialect's document at a time, all files from this host. */
export const referencePage = (dialect: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Sluice API reference: ${dialect}</title>
    <script type="module" src="/v1/docs/openapi-explorer.min.js"></script>
    <style>body { margin: 0 }</style>
  </head>
  <body>
    <openapi-explorer spec-url="/v1/openapi.json?dialect=${dialect}" hide-server-selection></openapi-explorer>
  </body>
</html>
`
