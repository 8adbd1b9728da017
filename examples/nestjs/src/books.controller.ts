import { BadRequestException, Body, Controller, Delete, Get, HttpCode, NotFoundException, Param, Post, Put, Res } from '@nestjs/common';
import type { Response } from 'express';
import { BooksService, type Book } from './books.service.js';

@Controller('books')
export class BooksController {
  constructor(private readonly books: BooksService) {}

  @Get()
  findAll(): Book[] {
    return this.books.findAll();
  }

  @Post()
  create(@Body() body: Partial<Book> | undefined, @Res({ passthrough: true }) res: Response): Book {
    const book = this.books.create(titleOf(body));
    res.location(`/books/${book.id}`);
    return book;
  }

  @Get(':bookId')
  findOne(@Param('bookId') id: string): Book {
    return found(this.books.findOne(id));
  }

  @Put(':bookId')
  replace(@Param('bookId') id: string, @Body() body: Partial<Book> | undefined): Book {
    return found(this.books.replace(id, titleOf(body)));
  }

  @Delete(':bookId')
  @HttpCode(204)
  remove(@Param('bookId') id: string): void {
    if (!this.books.remove(id)) throw new NotFoundException('no such book');
  }
}

function titleOf(body: Partial<Book> | undefined): string {
  if (!body?.title) throw new BadRequestException('a book needs a title');
  return body.title;
}

function found(book: Book | undefined): Book {
  if (!book) throw new NotFoundException('no such book');
  return book;
}
