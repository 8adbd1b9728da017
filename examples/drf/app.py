import itertools

from django.conf import settings

settings.configure(
    SECRET_KEY="an example has no secrets",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF="app",
    INSTALLED_APPS=["rest_framework"],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    REST_FRAMEWORK={"UNAUTHENTICATED_USER": None, "DEFAULT_AUTHENTICATION_CLASSES": []},
)

from django.core.wsgi import get_wsgi_application
from django.http import Http404
from django.urls import path
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

application = get_wsgi_application()
books = {"b-1": {"id": "b-1", "title": "The Salt Ledger"}, "b-2": {"id": "b-2", "title": "Harbour Lights"}}
numbers = itertools.count(3)


class BookSerializer(serializers.Serializer):
    id = serializers.CharField(read_only=True)
    title = serializers.CharField()


class BookList(APIView):
    def get(self, request):
        return Response(BookSerializer(books.values(), many=True).data)

    def post(self, request):
        new = BookSerializer(data=request.data)
        new.is_valid(raise_exception=True)
        book = {"id": f"b-{next(numbers)}", **new.validated_data}
        books[book["id"]] = book
        return Response(book, status.HTTP_201_CREATED, headers={"Location": f"/books/{book['id']}"})


class BookDetail(APIView):
    def find(self, book_id):
        if book_id not in books:
            raise Http404
        return books[book_id]

    def get(self, request, book_id):
        return Response(self.find(book_id))

    def put(self, request, book_id):
        new = BookSerializer(self.find(book_id), data=request.data)
        new.is_valid(raise_exception=True)
        books[book_id] = {"id": book_id, **new.validated_data}
        return Response(books[book_id])

    def delete(self, request, book_id):
        del books[self.find(book_id)["id"]]
        return Response(status=status.HTTP_204_NO_CONTENT)


class Health(APIView):
    def get(self, request):
        return Response({"status": "ok"})


urlpatterns = [path("books", BookList.as_view()), path("books/<book_id>", BookDetail.as_view()), path("health", Health.as_view())]
