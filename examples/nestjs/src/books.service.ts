import { Injectable } from '@nestjs/common';

export interface Book {
  id: string;
  title: string;
}

@Injectable()
export class BooksService {
  private readonly books = new Map<string, Book>([
    ['b-1', { id: 'b-1', title: 'The Salt Ledger' }],
    ['b-2', { id: 'b-2', title: 'Harbour Lights' }],
  ]);
  private last = 2;

  findAll(): Book[] {
    return [...this.books.values()];
  }

  create(title: string): Book {
    const book = { id: `b-${++this.last}`, title };
    this.books.set(book.id, book);
    return book;
  }

  findOne(id: string): Book | undefined {
    return this.books.get(id);
  }

  replace(id: string, title: string): Book | undefined {
    if (this.books.has(id)) this.books.set(id, { id, title });
    return this.books.get(id);
  }

  remove(id: string): boolean {
    return this.books.delete(id);
  }
}
