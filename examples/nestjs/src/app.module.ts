import { Module } from '@nestjs/common';
import { BooksController } from './books.controller.js';
import { BooksService } from './books.service.js';
import { HealthController } from './health.controller.js';

@Module({
  controllers: [BooksController, HealthController],
  providers: [BooksService],
})
export class AppModule {}
