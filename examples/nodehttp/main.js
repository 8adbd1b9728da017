// Serves the small bookshop: as it is, or with the argument "recipe" as recipe.js mends it.
import { createServer } from 'node:http'
import { app } from './app.js'
import { mend } from './recipe.js'

const server = process.argv[2] === 'recipe' ? mend(app) : createServer(app)
server.listen(process.env.PORT, '127.0.0.1')
