using Microsoft.EntityFrameworkCore.Design;
using Microsoft.Extensions.DependencyInjection;
using Optimetra.Core.Staff;

namespace Optimetra.Core.Persistence;

/// <summary>How <c>dotnet ef migrations add</c> gets its context; the site itself never uses it.</summary>
internal sealed class SqliteDesignTimeContexts : IDesignTimeDbContextFactory<SqliteOptimetraDbContext>
{
    public SqliteOptimetraDbContext CreateDbContext(string[] args)
    {
        var services = new ServiceCollection().AddStaffIdentity().BuildServiceProvider();

        return (SqliteOptimetraDbContext)new ContextSource("design-time.db", services).Create();
    }
}
