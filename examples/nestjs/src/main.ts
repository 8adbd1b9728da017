// Serves the small bookshop: as it is, or with the argument "recipe" as recipe.ts mends it.
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import { mend } from './recipe.js';

const app = await NestFactory.create<NestExpressApplication>(AppModule, { logger: ['error', 'warn'] });
if (process.argv[2] === 'recipe') mend(app);
await app.listen(process.env.PORT ?? 3000, '127.0.0.1');
