// Serves the small bookshop: as it is, or with the argument "recipe" as recipe.js mends it.
import { serve } from '@hono/node-server'
import { app } from './app.js'
import { mend, unknownMethod } from './recipe.js'

const recipe = process.argv[2] === 'recipe'
const server = serve({ fetch: (recipe ? mend(app) : app).fetch, port: Number(process.env.PORT), hostname: '127.0.0.1' })
if (recipe) server.on('clientError', unknownMethod)
