using System;
using System.IO;
using System.Linq;
using LiteDB;
using Monitas.Catalog.LiteDb;
using Monitas.Catalog.Records;
using Xunit;

namespace Monitas.Catalog.Tests.LiteDb;

/// <summary>Who may sign in to the web console.</summary>
public sealed class UserTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("monitas-users-").FullName;

    private string File => Path.Combine(_folder, "catalog.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Users_AreFoundWithoutRegardToCase_AndOutliveTheServer()
    {
        using (LiteDbCatalog catalog = LiteDbCatalog.Open(File))
        {
            catalog.AddUser(User("Zoe"));
            catalog.AddUser(User("anna"));
            Assert.Throws<CatalogConflictException>(() => catalog.AddUser(User("ANNA")));
        }
        using LiteDbCatalog next = LiteDbCatalog.Open(File);
        Assert.Equal(["anna", "Zoe"], next.ListUsers().Select(user => user.Name));
        Assert.Equal(User("Zoe"), next.FindUser("zoE"));
    }

    [Fact]
    public void User_IsChangedUnderItsNameAndForgotten()
    {
        using LiteDbCatalog catalog = LiteDbCatalog.Open(File);
        catalog.AddUser(User("anna"));
        Assert.Equal("new", catalog.UpdateUser("Anna", old => old with { PasswordHash = "new", Name = "other" })!.PasswordHash);
        Assert.Equal(User("anna") with { PasswordHash = "new" }, Assert.Single(catalog.ListUsers()));
        Assert.Null(catalog.UpdateUser("nobody", old => old));
        Assert.True(catalog.RemoveUser("ANNA"));
        Assert.False(catalog.RemoveUser("anna"));
        Assert.Null(catalog.FindUser("anna"));
    }

    [Fact]
    public void File_OfVersion4_TakesUsers()
    {
        LiteDbCatalog.Open(File, [.. LiteDbCatalogSchema.Steps.Where(step => step.ToVersion <= 4)]).Dispose();
        using (LiteDbCatalog catalog = LiteDbCatalog.Open(File))
        {
            catalog.AddUser(User("anna"));
        }
        using var database = new LiteDatabase(File);
        Assert.True(database.UserVersion >= 5);
    }

    private static UserRecord User(string name) => new() { Name = name, PasswordHash = "hash", Stamp = "stamp", Created = Samples.Now };
}
