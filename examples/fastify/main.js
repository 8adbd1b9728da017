// Serves the small bookshop: as it is, or with the argument "recipe" as recipe.js mends it.
import Fastify from 'fastify'
import { app } from './app.js'
import { mend } from './recipe.js'

const server = process.argv[2] === 'recipe' ? mend(app) : Fastify().register(app)
await server.listen({ port: Number(process.env.PORT), host: '127.0.0.1' })
