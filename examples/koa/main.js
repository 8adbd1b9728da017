// Serves the small bookshop: as it is, or with the argument "recipe" as recipe.js mends it.
import { app, router } from './app.js'
import { mend } from './recipe.js'

const server = process.argv[2] === 'recipe' ? mend(app, router) : app
server.listen(process.env.PORT, '127.0.0.1')
